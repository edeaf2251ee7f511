-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
--
-- Host: localhost    Database: yoyaku
/*!40101 SET NAMES utf8mb4 */;
DROP TABLE IF EXISTS `customers`;
CREATE TABLE `customers` (
  `id` int NOT NULL AUTO_INCREMENT,
  `cust_nm` varchar(64) DEFAULT NULL COMMENT '氏名',
  `birth_ymd` date DEFAULT NULL,
  `price` decimal(10,2) DEFAULT '0.00',
  `photo` blob,
  PRIMARY KEY (`id`),
  KEY `i` (`cust_nm`)
) ENGINE=InnoDB;
LOCK TABLES `customers` WRITE;
INSERT INTO `customers` VALUES (1,'山田 太郎','1975-01-02',-1.50,NULL),(2,'佐藤 \'花子\'','1980-03-04',0,_binary 'abc');
INSERT INTO `customers` VALUES (3,'it''s; (a) test,','1981-05-06',NULL,X'00FF');
UNLOCK TABLES;
